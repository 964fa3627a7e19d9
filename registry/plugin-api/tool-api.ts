/** Parts of a server of tools. */
export { findScenarios } from '../../api/project/find-scenarios.ts';
export type { ReportDocument } from '../../harness/model/documents/report-document.ts';
export type { ProgressEvent, ProgressListener } from '../../harness/model/progress-event.ts';
export { readScenarios } from '../../harness/scenario/read-scenarios.ts';
export { createCall } from '../command.ts';
export type { Document } from '../document-kind.ts';
export type { Option, Options } from '../option.ts';
export type { ToolArgument, WorkTool } from '../tool.ts';
export type { PluginTools, ToolServer, ToolSource } from '../tool-server.ts';
export { rejectOutsidePaths, refuseScenariosOutside } from '../tools/reject-outside-paths.ts';
export { type Gain, gainWithoutComparison, gainSchema } from '../tools/schemas/proven-gain.ts';
export { runSummary, runSummarySchema } from '../tools/schemas/run-summary.ts';
export {
  filterArgument,
  scenariosArgument,
  wordArgument,
} from '../tools/schemas/tool-arguments.ts';
export {
  comparisonLink,
  defineTool,
  omitUndefined,
  ADDS_DOCUMENT,
  RUNS_PROJECT,
  READ_ONLY,
  type ResourceLink,
  runLink,
  RESOURCE_SCHEME,
  type ServerTool,
  type ToolAnswer,
  type ToolContext,
} from '../tools/server-tool.ts';
export { answerText, shorten } from '../tools/tool-answer-text.ts';
export {
  MAX_LIST_ITEMS,
  optionInput,
  optionInputs,
  toSnakeCase,
} from '../tools/tool-option-inputs.ts';
