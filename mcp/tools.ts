import type { Tool } from './tool.ts';
import { explainRecord } from './tools/explain-record.ts';
import { listScenarios } from './tools/list-scenarios.ts';
import { run } from './tools/run.ts';

/** What agents can ask for, in the order that they are shown in. */
export const TOOLS: readonly Tool[] = [listScenarios, run, explainRecord];
