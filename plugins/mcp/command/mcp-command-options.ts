export const MCP_OPTIONS = {
  allow: {
    value: 'tools',
    isRepeatable: true,
    help: 'tools by their permissions, such as run,compare; all for every one; repeatable',
  },
  http: {
    value: 'port',
    alone: true,
    help: 'over HTTP on this machine, with a token (default: 8788)',
  },
} as const;
