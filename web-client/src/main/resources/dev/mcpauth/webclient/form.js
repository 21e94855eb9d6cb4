// A form for the arguments of a tool, from its input schema. The server validates the arguments; the form helps to write them.

import { element } from './view.js';

const MAX_FIELDS = 50;

/** The form fields for a schema, `read()`, which returns the arguments, and `write(args)`. */
export function fieldsOf(schema) {
  const required = Array.isArray(schema?.required) ? schema.required : [];
  const fields = Object.entries(schema?.properties ?? {})
    .slice(0, MAX_FIELDS)
    .map(([name, property]) => fieldOf(name, property ?? {}, required.includes(name)));
  return {
    elements: fields.map(field => field.label),
    read: () => Object.fromEntries(fields.map(field => [field.name, field.read()]).filter(([, value]) => value !== undefined)),
    write: args => fields.filter(field => Object.hasOwn(args, field.name)).forEach(field => field.write(args[field.name]))
  };
}

function fieldOf(name, property, isRequired) {
  const { input, read, write } = inputOf(property, isRequired);
  if (property.default !== undefined) write(property.default);
  const hint = property.description ?? '';
  const label = element(
    'label',
    {},
    element('span', {}, `${name}${isRequired ? '' : ' (optional)'}`),
    input,
    ...(hint === '' ? [] : [element('small', {}, hint)])
  );
  return { name, label, read, write };
}

/** A control for the type of a property. An empty field means that there is no such argument. */
function inputOf(property, required) {
  if (Array.isArray(property.enum)) {
    const options = property.enum.map((value, index) => element('option', { value: `${index}` }, String(value)));
    const input = element('select', { required }, element('option', { value: '' }, '–'), ...options);
    return {
      input,
      read: () => (input.value === '' ? undefined : property.enum[Number(input.value)]),
      write: value => (input.value = `${property.enum.indexOf(value)}`)
    };
  }
  if (property.type === 'boolean') {
    const input = element('input', { type: 'checkbox' });
    return { input, read: () => input.checked, write: value => (input.checked = value === true) };
  }
  if (property.type === 'integer' || property.type === 'number') {
    const input = element('input', { type: 'number', required, step: property.type === 'integer' ? '1' : 'any' });
    if (Number.isFinite(property.minimum)) input.min = property.minimum;
    if (Number.isFinite(property.maximum)) input.max = property.maximum;
    return { input, read: () => (input.value === '' ? undefined : Number(input.value)), write: value => (input.value = value) };
  }
  if (property.type === 'string') {
    const input = element('input', { type: 'text', required, autocomplete: 'off' });
    if (Number.isInteger(property.maxLength) && property.maxLength >= 0) input.maxLength = property.maxLength;
    return { input, read: () => (input.value === '' ? undefined : input.value), write: value => (input.value = value) };
  }
  const input = element('textarea', { required, rows: 3, placeholder: 'JSON', spellcheck: false });
  input.oninput = () => input.setCustomValidity(isJson(input.value) ? '' : 'This must be JSON.');
  return {
    input,
    read: () => (input.value === '' ? undefined : JSON.parse(input.value)),
    write: value => (input.value = JSON.stringify(value))
  };
}

function isJson(text) {
  try {
    return text === '' || JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}
