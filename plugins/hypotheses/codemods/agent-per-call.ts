import type { SgNode } from '@ast-grep/napi';
import type { Codemod, CodemodMatch, CodemodSource } from '../codemod.ts';
import { agentsOf } from '../io/http-agents.ts';
import { bindingsOf } from '../io/names.ts';
import {
  enclosingFunction,
  insertAt,
  isFunction,
  kindOf,
  matchAt,
  nodesOf,
  partsOf,
  propertyOf,
  replaceNode,
  startOf,
} from '../io/syntax.ts';

const NAME = 'sharedAgent';

export const agentPerCall: Codemod = {
  id: 'agent-per-call',
  title: 'An agent that a function makes for each call is made once',
  classes: ['I/O-Network', 'External'],
  fixLevel: 3,
  complexity: 'Low',
  risk: 'Low',
  preconditions:
    'A `new Agent(…)` of `node:http` or `node:https` in a function, straight in the options of a request as `agent`, `httpAgent` or `httpsAgent`, with options of its own that are literals and say `keepAlive: true`; one in the file.',
  seenIn: ['sumor-cloud/ssl-server: test/utils/httpCheck.js'],
  conflictsWith: [],
  find: (source) => {
    const found = agentsOf(source).filter(({ made, options }) => isOwn(made, options));
    const [only, ...more] = found;
    const isTaken = bindingsOf(source.root, NAME).length > 0;
    return only === undefined || more.length > 0 || isTaken ? [] : [toMatch(source, only.made)];
  },
};

function isOwn(made: SgNode, options: SgNode | null): boolean {
  const scope = enclosingFunction(made);
  const pair = made.parent();
  const isGiven =
    pair?.kind() === 'pair' &&
    /^(?:agent|httpAgent|httpsAgent)$/u.test(pair.field('key')?.text() ?? '');
  if (scope === null || !isGiven || options === null) return false;
  if (propertyOf(options, 'keepAlive')?.text() !== 'true') return false;
  return partsOf(options).every((part) => {
    const value = part.kind() === 'pair' ? part.field('value') : null;
    return value !== null && /^(?:true|false|number|string)$/u.test(kindOf(value));
  });
}

function toMatch(source: CodemodSource, made: SgNode): CodemodMatch {
  const outermost = made.ancestors().filter(isFunction).at(-1) ?? made;
  const top = [outermost, ...outermost.ancestors()].find(
    (node) => node.parent()?.kind() === 'program',
  );
  const declared = `const ${NAME} = ${made.text()};\n\n`;
  const comment = top?.prev();
  const isDocumented = comment?.kind() === 'comment';
  const anchor = isDocumented && comment ? comment : (top ?? nodesOf(source.root, 'program')[0]);
  return matchAt(made, [insertAt(anchor ? startOf(anchor) : 0, declared), replaceNode(made, NAME)]);
}
