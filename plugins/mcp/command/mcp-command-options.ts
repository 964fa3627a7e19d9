export const MCP_OPTIONS = {
  allow: {
    value: 'tools',
    isRepeatable: true,
    help: 'permissions to grant, such as run,compare, or all; repeatable',
  },
  http: {
    value: 'port',
    alone: true,
    help: 'serve HTTP on this machine, with a token (default: 8788)',
  },
} as const;
