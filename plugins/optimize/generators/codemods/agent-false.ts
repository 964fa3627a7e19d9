import type { Codemod } from '../codemod.ts';
import { requestOptions } from '../io/http-agents.ts';
import { hasComment, matchAt, propertyOf } from '../io/syntax.ts';
import { removePair } from './remove-pair.ts';

/** Options of TLS that the global agent tells connections apart by, or that it does not. */
const OF_CONNECTION =
  /createConnection|checkServerIdentity|socketPath|localAddress|lookup|secureContext|ALPNProtocols|\.\.\./u;

export const agentFalse: Codemod = {
  id: 'agent-false',
  title: 'A request uses the connections that the global agent keeps',
  classes: ['I/O-Network', 'External'],
  fixLevel: 1,
  complexity: 'Low',
  risk: 'Low',
  preconditions:
    '`agent: false` in options that are written in a call of `get` or `request` of `node:http` or `node:https`, without options that make a connection its own, without spread ones, and without a comment, which may say why; the file does not mention `globalAgent`.',
  seenIn: ['UPB-FILS/sde: devoir/devoir5/verify/2-get/0-get-simple.js'],
  conflictsWith: [],
  find: (source) =>
    requestOptions(source).flatMap((options) => {
      const value = propertyOf(options, 'agent');
      const pair = value?.parent();
      if (value?.text() !== 'false' || !pair || OF_CONNECTION.test(options.text())) return [];
      if (hasComment(options) || source.text.includes('globalAgent')) return [];
      return [matchAt(pair, [removePair(source, pair)])];
    }),
};
