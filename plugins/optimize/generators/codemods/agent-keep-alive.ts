import { functionAround, kindOf, partsOf } from '../../../analysis/index.ts';
import { type CodemodMatch, defineCodemod } from '../codemod.ts';
import { type ConstructedAgent, findHttpAgents } from '../io/http-agents.ts';
import { startOffset } from '../io/statement-syntax.ts';
import { createMatch, insertText, replaceNode } from '../syntax/codemod-edits.ts';

export const agentKeepAlive = defineCodemod({
  id: 'agent-keep-alive',
  title: 'Let an HTTP agent keep connections open for the next request',
  classes: ['I/O-Network', 'External'],
  fixLevel: 1,
  preconditions:
    'A module creates one `new Agent(…)` from `node:http` or `node:https` outside any function. Its inline options do not mention `keepAlive`, so this agent, unlike the global agent, closes each connection after the response. Idle connections do not prevent the process from exiting.',
  seenIn: [
    'zapier/zapier-platform: packages/zapier-platform-core/src/http-middlewares/before/disable-ssl-cert-check.js',
    'HowProgrammingWorks/ProxyHTTP: JavaScript/9-tls-request.js',
  ],
  find: (source) =>
    findHttpAgents(source)
      // Agents made for each request would each leave their own connections open.
      .filter(({ made }) => functionAround(made) === null)
      .flatMap(toMatch),
});

function toMatch({ made, options }: ConstructedAgent): readonly CodemodMatch[] {
  if (options === null) {
    const list = made.field('arguments');
    return list ? [createMatch(made, [replaceNode(list, '({ keepAlive: true })')])] : [];
  }
  const parts = partsOf(options);
  const isUnclear = parts.some((part) => kindOf(part) === 'spread_element');
  if (isUnclear || options.text().includes('keepAlive')) return [];
  const [first] = parts;
  const edit =
    first === undefined
      ? replaceNode(options, '{ keepAlive: true }')
      : insertText(startOffset(first), 'keepAlive: true, ');
  return [createMatch(made, [edit])];
}
