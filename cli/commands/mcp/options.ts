import { wholeNumber } from '../../../harness/model/value/number-type.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { permissionsOf } from '../../../registry/tools/server-tool.ts';

export const MCP_OPTIONS = {
  allow: {
    value: 'tools',
    isRepeatable: true,
    help: `${permissionsOf(OFFICIAL_PLUGINS).join(', ')} or all, with commas; repeatable`,
  },
  http: {
    value: 'port',
    alone: true,
    read: wholeNumber('a port from 0 to 65535', 0, 65_535).read,
    help: 'over HTTP on this machine, with a token (default: 8788)',
  },
} as const;
