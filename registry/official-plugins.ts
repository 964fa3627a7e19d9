import { plugin as audit } from '../plugins/audit/plugin.ts';
import { plugin as dashboard } from '../plugins/dashboard/plugin.ts';
import { plugin as exchange } from '../plugins/exchange/plugin.ts';
import { plugin as investigate } from '../plugins/investigate/plugin.ts';
import { plugin as mcp } from '../plugins/mcp/plugin.ts';
import { plugin as monitoring } from '../plugins/monitoring/plugin.ts';
import { plugin as optimize } from '../plugins/optimize/plugin.ts';
import { plugin as team } from '../plugins/team/plugin.ts';
import type { Plugin } from './plugin.ts';

/** Manifests of the plugins that come with the package; the core knows nothing else about them. */
export const OFFICIAL_PLUGINS: readonly Plugin[] = [
  optimize,
  audit,
  investigate,
  team,
  exchange,
  monitoring,
  dashboard,
  mcp,
];
