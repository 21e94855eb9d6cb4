// The tool of both servers. The SDKs validate its input and its output by these schemas.
import { z } from 'zod';

const inputSchema = z.object({ message: z.string().min(1) });
const outputSchema = z.object({ text: z.string() });

export function addEcho(server) {
  server.registerTool('echo', { description: 'Returns the message.', inputSchema, outputSchema }, ({ message }) => ({
    content: [{ type: 'text', text: message }],
    structuredContent: { text: message },
    isError: false,
  }));
  return server;
}
