export const SERVE_OPTIONS = {
  collect: { help: 'take field data instead of showing the dashboard' },
  write: { help: 'the dashboard lets you decide about changes and write notes' },
  port: {
    value: 'number',
    help: 'where it listens; 0 takes a free one (default: 8787)',
  },
  host: {
    value: 'address',
    usual: '127.0.0.1',
    help: 'the address that it listens on (default: 127.0.0.1)',
  },
  sample: { value: 'share', help: 'share of the visits that is kept, such as 10%' },
  keepDays: { value: 'days', help: 'days that beacons are kept (default: 90)' },
  origin: {
    value: 'origin',
    isRepeatable: true,
    help: 'another site whose pages may tell, or that shows the dashboard; repeatable',
  },
  addressHeader: { value: 'name', help: 'header in which your proxy names the client' },
} as const;
