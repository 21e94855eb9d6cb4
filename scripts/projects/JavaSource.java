import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The text of a Java file, and what the compiler's parser finds in it. Immutable: a change returns a copy. */
final class JavaSource {

    /** Strings (group 1) and comments. */
    private static final Pattern STRINGS_AND_COMMENTS = Pattern.compile(
            "(\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*')|//[^\\n]*|/\\*(?s:.*?)\\*/");

    private static final Set<String> TESTS = Set.of("Test", "ParameterizedTest", "TestFactory", "RepeatedTest");

    private final String text;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    /** A test method; {@code holdsBefore} if it may pass on the previous step. */
    record TestMethod(String name, boolean holdsBefore) {}

    private record Range(int start, int end) {}

    private record Edit(Range range, String replacement) {}

    JavaSource(String text) {
        this.text = text;
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, List.of(file));
        try {
            this.unit = task.parse().iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.positions = Trees.instance(task).getSourcePositions();
    }

    String text() {
        return text;
    }

    String packageName() {
        return unit.getPackageName().toString();
    }

    /** Whether the code has this word, outside of strings and comments. */
    boolean mentions(String word) {
        return hasWord(STRINGS_AND_COMMENTS.matcher(text).replaceAll(""), word);
    }

    private boolean calls(String method) {
        String code = STRINGS_AND_COMMENTS.matcher(text).replaceAll("");
        return Pattern.compile("(?<!\\w)" + method + "\\(|::" + method + "(?!\\w)")
                .matcher(code)
                .find();
    }

    // Stubs

    /**
     * The same types and methods without their code: a method throws an exception that names it, as does a lambda with a block in
     * the value of a field. What has no logic stays: other fields, constructors that only assign, getters. Private methods and
     * types go if nothing needs them any longer.
     */
    JavaSource stub() {
        List<Edit> edits = new ArrayList<>();
        topLevel().forEach(type -> stubMembers(type, edits));
        JavaSource stub = with(edits);
        while (true) {
            Optional<JavaSource> smaller = stub.withoutUnusedPrivateMember();
            if (smaller.isEmpty()) {
                return stub;
            }
            stub = smaller.get();
        }
    }

    /** The methods of a stub that have no code, such as {@code TokenVerifier.verify}. */
    List<String> unwritten() {
        return Pattern.compile("UnsupportedOperationException\\(\"Write ([\\w.()]+)\"\\)")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }

    private void stubMembers(ClassTree type, List<Edit> edits) {
        for (Tree member : type.getMembers()) {
            if (member instanceof ClassTree nested) {
                stubMembers(nested, edits);
            } else if (member instanceof MethodTree method && method.getBody() != null && hasLogic(method)) {
                String name = type.getSimpleName() + (isConstructor(method) ? "()" : "." + method.getName());
                List<? extends StatementTree> kept = method.getBody().getStatements().stream()
                        .limit(1)
                        .filter(JavaSource::callsConstructor)
                        .toList();
                edits.add(stub(method.getBody(), name, kept));
            } else if (member instanceof VariableTree field) {
                String name = type.getSimpleName() + "." + field.getName();
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitLambdaExpression(LambdaExpressionTree lambda, Void nothing) {
                        if (lambda.getBody() instanceof BlockTree body
                                && !body.getStatements().isEmpty()) {
                            edits.add(stub(body, name, List.of()));
                        }
                        return null;
                    }
                }.scan(field.getInitializer(), null);
            }
        }
    }

    /** Replaces a block with the statements to keep and an exception. */
    private Edit stub(BlockTree body, String name, List<? extends StatementTree> kept) {
        Range range = range(body);
        String lastLine = text.substring(text.lastIndexOf('\n', range.end() - 1) + 1, range.end());
        String indent = lastLine.replaceFirst("\\S.*", "");
        String first = kept.stream()
                .map(statement -> indent + "    " + textOf(range(statement)) + "\n")
                .collect(Collectors.joining());
        return new Edit(
                range,
                "{\n%s%s    throw new UnsupportedOperationException(\"Write %s\");\n%s}"
                        .formatted(first, indent, name, indent));
    }

    private static boolean hasLogic(MethodTree method) {
        List<? extends StatementTree> statements = method.getBody().getStatements();
        if (isConstructor(method)) {
            return !statements.stream().allMatch(JavaSource::isSimple);
        }
        return !statements.isEmpty()
                && !(statements.size() == 1
                        && statements.get(0) instanceof ReturnTree result
                        && result.getExpression() instanceof IdentifierTree);
    }

    private static boolean isConstructor(MethodTree method) {
        return method.getName().contentEquals("<init>");
    }

    private static boolean isSimple(StatementTree statement) {
        return callsConstructor(statement)
                || statement instanceof ExpressionStatementTree expression
                        && expression.getExpression() instanceof AssignmentTree assignment
                        && !Boolean.TRUE.equals(new FindsLogic().scan(assignment.getExpression(), null));
    }

    private static boolean callsConstructor(StatementTree statement) {
        return statement instanceof ExpressionStatementTree expression
                && expression.getExpression() instanceof MethodInvocationTree call
                && call.getMethodSelect() instanceof IdentifierTree name
                && (name.getName().contentEquals("super") || name.getName().contentEquals("this"));
    }

    /** Lambdas, conditions, and calls of methods of the same class. */
    private static final class FindsLogic extends TreeScanner<Boolean, Void> {
        @Override
        public Boolean visitLambdaExpression(LambdaExpressionTree node, Void nothing) {
            return true;
        }

        @Override
        public Boolean visitMemberReference(MemberReferenceTree node, Void nothing) {
            return true;
        }

        @Override
        public Boolean visitConditionalExpression(ConditionalExpressionTree node, Void nothing) {
            return true;
        }

        @Override
        public Boolean visitMethodInvocation(MethodInvocationTree node, Void nothing) {
            return node.getMethodSelect() instanceof IdentifierTree || super.visitMethodInvocation(node, nothing);
        }

        @Override
        public Boolean reduce(Boolean a, Boolean b) {
            return Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b);
        }
    }

    private Optional<JavaSource> withoutUnusedPrivateMember() {
        List<Tree> privateMembers = new ArrayList<>();
        topLevel().forEach(type -> collectPrivateMembers(type, privateMembers));
        for (String name :
                privateMembers.stream().map(JavaSource::nameOf).distinct().toList()) {
            List<Edit> removal = privateMembers.stream()
                    .filter(member -> nameOf(member).equals(name))
                    .map(member -> new Edit(rangeWithComment(member), ""))
                    .toList();
            JavaSource rest = with(removal);
            boolean isMethod = Character.isLowerCase(name.charAt(0));
            if (isMethod ? !rest.calls(name) : !rest.mentions(name)) {
                return Optional.of(rest);
            }
        }
        return Optional.empty();
    }

    private static void collectPrivateMembers(ClassTree type, List<Tree> found) {
        for (Tree member : type.getMembers()) {
            if (member instanceof ClassTree nested) {
                if (nested.getModifiers().getFlags().contains(Modifier.PRIVATE)) {
                    found.add(nested);
                } else {
                    collectPrivateMembers(nested, found);
                }
            } else if (member instanceof MethodTree method
                    && method.getModifiers().getFlags().contains(Modifier.PRIVATE)
                    && !isConstructor(method)) {
                found.add(method);
            }
        }
    }

    // Parts of a file

    /** The code of the last method with this name, without its braces. */
    String bodyOf(String name) {
        return textOf(bodyRange(name));
    }

    /** The same with other code in the last method with this name. */
    JavaSource withBody(String name, String code) {
        return with(List.of(new Edit(bodyRange(name), code)));
    }

    private Range bodyRange(String name) {
        Range body = range(lastMethod(name).getBody());
        return new Range(body.start() + 1, body.end() - 1);
    }

    private MethodTree lastMethod(String name) {
        return methods(name)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new IllegalStateException("No method " + name));
    }

    private Stream<MethodTree> methods(String name) {
        return topLevel().get(0).getMembers().stream()
                .filter(MethodTree.class::isInstance)
                .map(MethodTree.class::cast)
                .filter(method -> method.getName().contentEquals(name));
    }

    /**
     * Declares the parameters of the last method with this name that the method of the same name in another file lacks. Their values
     * are those with which the other methods in this file call it.
     */
    List<String> declarationsFor(JavaSource other, String name) {
        return declarations(lastMethod(name), parameters(other.lastMethod(name)));
    }

    /** Declares the parameters of a method that are not declared yet. A caller declares its own first, because it may pass them on. */
    private List<String> declarations(MethodTree called, Set<String> known) {
        List<String> declarations = new ArrayList<>();
        methods(called.getName().toString())
                .forEach(caller -> new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                        int count = call.getArguments().size();
                        if (call.getMethodSelect().toString().contentEquals(called.getName())
                                && count == called.getParameters().size()) {
                            declarations.addAll(declarations(caller, known));
                            Set<String> there = parameters(caller);
                            there.addAll(known);
                            for (int i = 0; i < count; i++) {
                                VariableTree parameter = called.getParameters().get(i);
                                if (!there.contains(nameOf(parameter))) {
                                    declarations.add("%s %s = %s;"
                                            .formatted(
                                                    parameter.getType(),
                                                    nameOf(parameter),
                                                    textOf(range(
                                                            call.getArguments().get(i)))));
                                }
                            }
                        }
                        return super.visitMethodInvocation(call, nothing);
                    }
                }.scan(caller, null));
        return declarations;
    }

    private static Set<String> parameters(MethodTree method) {
        return method.getParameters().stream().map(JavaSource::nameOf).collect(Collectors.toCollection(HashSet::new));
    }

    /** The names in the imports, such as {@code java.util.List}. */
    Set<String> imports() {
        return unit.getImports().stream()
                .map(imported -> (imported.isStatic() ? "static " : "") + imported.getQualifiedIdentifier())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same with those of these imports that the code needs. */
    JavaSource withImports(Set<String> names) {
        List<Edit> edits = new ArrayList<>();
        for (ImportTree imported : unit.getImports()) {
            Range line = range(imported);
            edits.add(new Edit(new Range(line.start(), line.end() + 1), ""));
        }
        JavaSource without = with(edits);
        String lines = names.stream()
                .filter(name -> without.mentions(name.substring(name.lastIndexOf('.') + 1)))
                .sorted(Comparator.comparing((String name) -> !name.startsWith("static "))
                        .thenComparing(Comparator.naturalOrder()))
                .map(name -> "import " + name + ";\n")
                .collect(Collectors.joining());
        int header = without.text.indexOf(";\n") + 2;
        String rest = without.text.substring(header).stripLeading();
        String all = without.text.substring(0, header) + "\n" + lines + "\n" + rest;
        return new JavaSource(all.replaceFirst("(import static [^;]+;\\n)(import (?!static))", "$1\n$2"));
    }

    /**
     * The same without the members of its class that mention something, directly or by an import, and without those that need
     * these members.
     */
    JavaSource withoutMembersThatMention(Pattern something) {
        JavaSource rest = this;
        Set<String> gone = imports().stream()
                .filter(something.asPredicate())
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        Optional<Tree> next = rest.memberThatMentions(something, gone);
        while (next.isPresent()) {
            gone.add(nameOf(next.get()));
            rest = rest.with(List.of(new Edit(rest.rangeWithComment(next.get()), "")));
            next = rest.memberThatMentions(something, gone);
        }
        return gone.isEmpty() ? this : rest.withImports(rest.imports());
    }

    private Optional<Tree> memberThatMentions(Pattern something, Set<String> names) {
        return topLevel().get(0).getMembers().stream()
                .filter(member -> {
                    String code =
                            STRINGS_AND_COMMENTS.matcher(textOf(range(member))).replaceAll("$1");
                    return something.matcher(code).find()
                            || names.stream().anyMatch(name -> !name.equals(nameOf(member)) && hasWord(code, name));
                })
                .<Tree>map(member -> member)
                .findFirst();
    }

    /** The interfaces that the class implements. */
    List<String> interfaces() {
        return namesOf(topLevel().get(0).getImplementsClause());
    }

    /** The interfaces that the member class with this beginning of its name implements. */
    List<String> interfacesOfMember(String start) {
        return memberClass(start)
                .map(ClassTree::getImplementsClause)
                .map(JavaSource::namesOf)
                .orElse(List.of());
    }

    /** The code of the lambda with which the member class with this beginning of its name creates its server, if there is one. */
    Optional<String> serverOfMember(String start) {
        return memberClass(start).stream()
                .flatMap(type -> type.getMembers().stream())
                .filter(VariableTree.class::isInstance)
                .map(member -> ((VariableTree) member).getInitializer())
                .flatMap(initializer -> initializer instanceof MethodInvocationTree call
                        ? call.getArguments().stream()
                        : Stream.<ExpressionTree>of())
                .filter(LambdaExpressionTree.class::isInstance)
                .map(lambda -> textOf(range(((LambdaExpressionTree) lambda).getBody())))
                .findFirst();
    }

    /** The tests of a class or interface, without those that it inherits. */
    List<TestMethod> tests() {
        return topLevel().get(0).getMembers().stream()
                .filter(MethodTree.class::isInstance)
                .map(MethodTree.class::cast)
                .filter(method -> annotations(method).stream().anyMatch(TESTS::contains))
                .map(method -> new TestMethod(
                        method.getName().toString(), annotations(method).contains("HoldsBefore")))
                .toList();
    }

    /** The names of the methods that are not the same in another file, or that it lacks. */
    Set<String> methodsOtherThanIn(JavaSource other) {
        Set<String> same = other.methodTexts();
        return topLevel().get(0).getMembers().stream()
                .filter(MethodTree.class::isInstance)
                .filter(method -> !same.contains(textOf(range(method))))
                .map(JavaSource::nameOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> methodTexts() {
        return topLevel().get(0).getMembers().stream()
                .filter(MethodTree.class::isInstance)
                .map(method -> textOf(range(method)))
                .collect(Collectors.toSet());
    }

    /** The tests that call one of these methods, directly or through others in the same file. */
    List<TestMethod> testsThatNeed(Set<String> methods) {
        Set<String> found = new TreeSet<>(methods);
        boolean more = true;
        while (more) {
            more = topLevel().get(0).getMembers().stream()
                    .filter(MethodTree.class::isInstance)
                    .filter(method -> found.stream().anyMatch(name -> hasWord(textOf(range(method)), name)))
                    .map(JavaSource::nameOf)
                    .toList()
                    .stream()
                    .anyMatch(found::add);
        }
        return tests().stream().filter(test -> found.contains(test.name())).toList();
    }

    private static List<String> annotations(MethodTree method) {
        return method.getModifiers().getAnnotations().stream()
                .map(annotation -> annotation.getAnnotationType().toString())
                .toList();
    }

    private static List<String> namesOf(List<? extends Tree> types) {
        return types.stream().map(Tree::toString).toList();
    }

    private Optional<ClassTree> memberClass(String start) {
        return topLevel().get(0).getMembers().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .filter(type -> type.getSimpleName().toString().startsWith(start))
                .findFirst();
    }

    // Text

    private List<ClassTree> topLevel() {
        return unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .toList();
    }

    private static String nameOf(Tree member) {
        if (member instanceof ClassTree type) {
            return type.getSimpleName().toString();
        }
        if (member instanceof MethodTree method) {
            return method.getName().toString();
        }
        return member instanceof VariableTree variable ? variable.getName().toString() : "";
    }

    private Range range(Tree tree) {
        return new Range(
                Math.toIntExact(positions.getStartPosition(unit, tree)),
                Math.toIntExact(positions.getEndPosition(unit, tree)));
    }

    private String textOf(Range range) {
        return text.substring(range.start(), range.end());
    }

    /** The lines of a member, with the comment and one empty line above it. */
    private Range rangeWithComment(Tree member) {
        Range code = range(member);
        String before = text.substring(0, code.start()).stripTrailing();
        if (before.endsWith("*/")) {
            before = text.substring(0, before.lastIndexOf("/*")).stripTrailing();
        }
        return new Range(before.length(), code.end());
    }

    private JavaSource with(List<Edit> edits) {
        StringBuilder result = new StringBuilder(text);
        edits.stream()
                .sorted(Comparator.comparingInt((Edit edit) -> edit.range().start())
                        .reversed())
                .forEach(edit ->
                        result.replace(edit.range().start(), edit.range().end(), edit.replacement()));
        return new JavaSource(result.toString());
    }

    private static boolean hasWord(String code, String word) {
        return Pattern.compile("(?<!\\w)" + Pattern.quote(word) + "(?!\\w)")
                .matcher(code)
                .find();
    }
}
