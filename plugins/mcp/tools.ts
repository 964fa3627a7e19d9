import type { tools } from 'perf-harness/plugin';
import { pluginTools } from './plugin-tools.ts';
import type { Tool } from './tool.ts';
import { explainRecord } from './tools/explain-record.ts';
import { history } from './tools/history.ts';
import { listScenarios } from './tools/list-scenarios.ts';

const READING: readonly Tool[] = [listScenarios, history, explainRecord];

/** Tools that agents can call, in the order that they are shown in. */
export function toolsOf(source: tools.ToolSource): readonly Tool[] {
  return [...READING, ...source.ofCore, ...pluginTools(source)];
}
