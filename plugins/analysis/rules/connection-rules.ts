import type { CodeRule } from './syntax-pattern-rule.ts';

/** Rules for how connections are opened, kept alive and released. */
export const CONNECTION_RULES: readonly CodeRule[] = [
  {
    id: 'agent-without-keep-alive',
    language: 'TypeScript',
    message: 'An agent opens a connection for every request.',
    note: 'An agent created without keepAlive: true closes each connection after its response; the global agent of Node.js keeps connections open. With TLS, a new connection costs two more round trips.',
    rule: {
      any: [
        { pattern: 'new http.Agent($$$OPTIONS)' },
        { pattern: 'new https.Agent($$$OPTIONS)' },
        { pattern: 'new HttpsAgent($$$OPTIONS)' },
        { pattern: 'new HttpAgent($$$OPTIONS)' },
      ],
      not: { has: { kind: 'arguments', regex: 'keepAlive|[oO]ptions|\\.\\.\\.' } },
    },
    metadata: { category: 'connection_management', needs: 'Agent\\(' },
  },
  {
    id: 'connection-close-header',
    language: 'TypeScript',
    message: 'A header requests that the connection be closed after every response.',
    note: 'The next request pays for a new connection. Remove the header.',
    rule: { kind: 'pair', regex: '(?i)^[\'"]?connection[\'"]?\\s*:\\s*[\'"]close[\'"]$' },
    metadata: {
      category: 'connection_management',
      needs: 'onnection[\'"]?\\s*:\\s*[\'"]close[\'"]',
    },
  },
  {
    id: 'connection-not-released',
    language: 'TypeScript',
    message: '$CLIENT is acquired from a pool but not released in the same function.',
    note: 'A pool whose connections are never returned is soon exhausted, and every caller waits. Call release in a finally block.',
    rule: {
      kind: 'lexical_declaration',
      // The order matters: the second condition uses a name that the first one binds.
      all: [
        {
          has: {
            pattern: {
              context: 'const $CLIENT = await $POOL.$TAKE()',
              selector: 'variable_declarator',
            },
          },
        },
        {
          not: {
            inside: {
              stopBy: 'end',
              any: [
                { kind: 'function_declaration' },
                { kind: 'method_definition' },
                { kind: 'arrow_function' },
                { kind: 'function_expression' },
                { kind: 'program' },
              ],
              has: {
                stopBy: 'end',
                any: [
                  { pattern: '$CLIENT.release($$$ARGUMENTS)' },
                  { pattern: 'return $CLIENT' },
                  { pattern: '$CLIENT.release' },
                ],
              },
            },
          },
        },
      ],
    },
    constraints: {
      POOL: { regex: '(?i)pool$' },
      TAKE: { regex: '^(connect|getConnection|acquire)$' },
    },
    metadata: {
      category: 'resource_lifecycle',
      needs: '\\.connect\\(\\)|\\.getConnection\\(\\)|\\.acquire\\(\\)',
    },
  },
  {
    id: 'request-in-transaction',
    language: 'TypeScript',
    message: 'A transaction is held open during a call to another service.',
    note: 'The transaction keeps its connection and locks until the response arrives. Call the service before or after the transaction.',
    rule: {
      any: [{ pattern: 'fetch($$$ARGUMENTS)' }, { pattern: 'axios.$METHOD($$$ARGUMENTS)' }],
      inside: {
        stopBy: 'end',
        kind: 'arguments',
        follows: { kind: 'member_expression', regex: '\\.(\\$?transaction|withTransaction)$' },
      },
    },
    metadata: { category: 'resource_lifecycle', needs: 'ransaction\\(' },
  },
  {
    id: 'python-request-without-session',
    language: 'Python',
    message: 'Every loop iteration opens its own connection.',
    note: 'Create one requests.Session() before the loop and send the requests through it.',
    rule: {
      any: ['get', 'post', 'put', 'patch', 'delete'].map((method) => ({
        pattern: `requests.${method}($$$ARGUMENTS)`,
      })),
      inside: {
        stopBy: { kind: 'function_definition' },
        any: [
          { kind: 'for_statement' },
          { kind: 'while_statement' },
          { kind: 'list_comprehension' },
        ],
      },
    },
    metadata: { category: 'connection_management', needs: 'requests\\.' },
  },
];
