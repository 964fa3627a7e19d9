import type { DoorParts } from './door-parts.ts';
import { pluginTools } from './plugin-tools.ts';
import type { Tool } from './tool.ts';
import { explainRecord } from './tools/explain-record.ts';
import { history } from './tools/history.ts';
import { listScenarios } from './tools/list-scenarios.ts';

const READING: readonly Tool[] = [listScenarios, history, explainRecord];

/** What a server is built of. */
export interface ServerParts extends DoorParts {
  /** Tools of the commands of the core. */
  readonly tools: readonly Tool[];
}

/** Tools that agents can call, in the order that they are shown in. */
export async function loadTools({
  tools,
  plugins,
}: Pick<ServerParts, 'tools' | 'plugins'>): Promise<readonly Tool[]> {
  return [...READING, ...tools, ...(await pluginTools(plugins))];
}
