export const SERVE_OPTIONS = {
  collect: { help: 'collect field data instead of showing the dashboard' },
  write: { help: 'allow decisions and notes in the dashboard' },
  port: {
    value: 'number',
    help: 'port to listen on; 0 picks a free port (default: 8787)',
  },
  host: {
    value: 'address',
    usual: '127.0.0.1',
    help: 'address to listen on (default: 127.0.0.1)',
  },
  sample: { value: 'share', help: 'share of visits to store, such as 10%' },
  keepDays: { value: 'days', help: 'days to keep beacons (default: 90)' },
  origin: {
    value: 'origin',
    isRepeatable: true,
    help: 'another site that may send beacons or serve the dashboard; repeatable',
  },
  addressHeader: { value: 'name', help: 'header in which your proxy passes the client address' },
} as const;
