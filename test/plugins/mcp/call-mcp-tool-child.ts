/** Client that calls a tool and waits, in a process tests can kill: FOLDER TOOL ARGUMENTS ALLOW. */
import { connectMcpClient } from './mcp-test-project-server-and-client.ts';

const [folder = '', name = '', given = '{}', allow = ''] = process.argv.slice(2);
const { client } = await connectMcpClient(folder, '--allow', allow);
const answer = await client.callTool({ name, arguments: JSON.parse(given) }, undefined, {
  timeout: 600_000,
  resetTimeoutOnProgress: true,
  onprogress: () => undefined,
});
process.stdout.write(`${JSON.stringify(answer.structuredContent ?? answer)}\n`);
// Background work goes on as long as the client is there.
setTimeout(() => undefined, 600_000);
