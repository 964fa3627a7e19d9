/** Parts of a server of tools. */
export { findScenarios } from '../../api/project/find-scenarios.ts';
export type { ReportDocument } from '../../harness/model/documents/report-document.ts';
export type { ProgressEvent, ProgressListener } from '../../harness/model/progress-event.ts';
export { readScenarios } from '../../harness/scenario/read-scenarios.ts';
export { callOf } from '../command.ts';
export type { Document } from '../document-kind.ts';
export type { Option, Options } from '../option.ts';
export type { ToolArgument, WorkTool } from '../tool.ts';
export type { BroughtTools, ToolServer, ToolSource } from '../tool-server.ts';
export { refuseOutside, refuseScenariosOutside } from '../tools/refuse-outside-project.ts';
export { type Gain, gainOfRuns, gainSchema } from '../tools/schemas/proven-gain.ts';
export { runSummary, runSummarySchema } from '../tools/schemas/run-summary.ts';
export {
  filterArgument,
  scenariosArgument,
  wordArgument,
} from '../tools/schemas/tool-arguments.ts';
export {
  comparisonLink,
  defineTool,
  given,
  KEEPS,
  MEASURES,
  READS,
  type ResourceLink,
  runLink,
  SCHEME,
  type ServerTool,
  type ToolAnswer,
  type ToolContext,
} from '../tools/server-tool.ts';
export { answerText, shorten } from '../tools/tool-answer-text.ts';
export { LONGEST_LIST, optionInput, optionInputs, snakeCase } from '../tools/tool-option-inputs.ts';
