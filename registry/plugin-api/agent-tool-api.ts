/** Parts of a server of tools. */
export { findScenarios } from '../../api/project/find-requested-scenarios.ts';
export type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
export type { ProgressEvent, ProgressListener } from '../../harness/model/progress-event.ts';
export { readScenarios } from '../../harness/scenario/parse-scenario-selection-flags.ts';
export type { PluginTools, ToolServer, ToolSource } from '../agent-tool-server-command.ts';
export { createCall } from '../cli-command-definition.ts';
export type { Option, Options } from '../cli-command-option.ts';
export type { ToolArgument, WorkTool } from '../plugin-command-agent-tool-types.ts';
export type { Document } from '../plugin-document-kind.ts';
export {
  ADDS_DOCUMENT,
  comparisonLink,
  defineTool,
  omitUndefined,
  READ_ONLY,
  RESOURCE_SCHEME,
  type ResourceLink,
  RUNS_PROJECT,
  runLink,
  type ServerTool,
  type ToolAnswer,
  type ToolContext,
} from '../tools/agent-tool-definition.ts';
export { answerText, shorten } from '../tools/agent-tool-response-text.ts';
export {
  refuseScenariosOutside,
  rejectOutsidePaths,
} from '../tools/reject-paths-outside-project.ts';
export { roundNumbers } from '../tools/round-numbers.ts';
export {
  type Gain,
  gainSchema,
  gainWithoutComparison,
} from '../tools/schemas/proven-performance-gain.ts';
export { runSummary, runSummarySchema } from '../tools/schemas/run-summary.ts';
export {
  filterArgument,
  scenariosArgument,
  wordArgument,
} from '../tools/schemas/shared-tool-arguments.ts';
export {
  MAX_LIST_ITEMS,
  optionInput,
  optionInputs,
  toSnakeCase,
} from '../tools/tool-inputs-from-command-options.ts';
