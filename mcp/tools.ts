import type { Plugin } from '../registry/plugin.ts';
import { pluginTools } from './plugin-tools.ts';
import type { Tool } from './tool.ts';
import { audit } from './tools/audit.ts';
import { bisect } from './tools/bisect.ts';
import { calibrate } from './tools/calibrate.ts';
import { compare } from './tools/compare.ts';
import { explainRecord } from './tools/explain-record.ts';
import { gate } from './tools/gate.ts';
import { history } from './tools/history.ts';
import { listScenarios } from './tools/list-scenarios.ts';
import { map } from './tools/map.ts';
import { optimizeStart } from './tools/optimize-start.ts';
import { optimizeStatus } from './tools/optimize-status.ts';
import { optimizeStop } from './tools/optimize-stop.ts';
import { profile } from './tools/profile.ts';
import { run } from './tools/run.ts';
import { teamDecide } from './tools/team-decide.ts';
import { teamFeedback } from './tools/team-feedback.ts';
import { teamFinish } from './tools/team-finish.ts';
import { teamRevise } from './tools/team-revise.ts';
import { teamStart } from './tools/team-start.ts';
import { teamStatus } from './tools/team-status.ts';

const OWN: readonly Tool[] = [
  listScenarios,
  history,
  explainRecord,
  run,
  compare,
  gate,
  calibrate,
  map,
  profile,
  audit,
  bisect,
  optimizeStart,
  optimizeStatus,
  optimizeStop,
  teamStart,
  teamStatus,
  teamDecide,
  teamFeedback,
  teamRevise,
  teamFinish,
];

/** Tools that agents can call, in the order that they are shown in. */
export async function loadTools(plugins: readonly Plugin[]): Promise<readonly Tool[]> {
  return [...OWN, ...(await pluginTools(plugins))];
}
