export const MCP_OPTIONS = {
  allow: {
    value: 'tools',
    isRepeatable: true,
    help: 'permissions to grant, such as run,compare, or all; repeatable',
  },
  http: {
    value: 'port',
    alone: true,
    help: 'serve over local HTTP with a token (default port: 8788)',
  },
} as const;
