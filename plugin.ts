/**
 * The plugin interface: what a plugin provides, and what it may use of the core. Plugins import
 * nothing else of perf-harness, and each other only through public entry points.
 *
 * @packageDocumentation
 */

export { ownProgram } from './cli/own-cli-launch-command.ts';
export type { Files } from './harness/host/file-operations.ts';
export { stampSources } from './harness/host/hash-source-files.ts';
export { programOnPath } from './harness/host/program-on-path.ts';
export type { Host } from './harness/host.ts';
export { harnessVersion } from './harness/machine/harness-version.ts';
export { toForwardSlashes } from './harness/model/cross-platform-paths.ts';
export { coreSchemas } from './harness/model/documents/document-schemas-for-plugins.ts';
export type { PerformanceMap } from './harness/model/documents/performance-map-document.ts';
export type { ComparisonReport } from './harness/model/documents/run-report-and-comparison-document.ts';
export { EXIT, type ExitCode } from './harness/model/exit-code.ts';
export type { Finding } from './harness/model/finding.ts';
export type { ScenarioEvidence } from './harness/model/program/scenario-runtime-evidence.ts';
export type { Budget } from './harness/model/scenario/budget.ts';
export type { Scenario } from './harness/model/scenario/scenario.ts';
export { didYouMean } from './harness/model/scenario/suggest-nearest-word.ts';
export { shellWords } from './harness/model/shell-quote.ts';
export { shortCommit } from './harness/model/short-commit.ts';
export { UserError } from './harness/model/user-error.ts';
export { optionError } from './harness/model/value/bad-option-error.ts';
export { readDuration, readMoment, toMoment } from './harness/model/value/parse-time-or-age.ts';
export type { Config } from './harness/scenario/project-config.ts';
export { findChangePoints } from './harness/stats/change-points/find-change-points.ts';
export type { Call, Command, CommandContext, Outcome } from './registry/cli-command-definition.ts';
export type { Flags } from './registry/cli-command-option.ts';
export type { CreatedFiles, InitRequest } from './registry/plugin.ts';
export { definePlugin, type Plugin } from './registry/plugin.ts';
export * as tools from './registry/plugin-api/agent-tool-api.ts';
export * as budgets from './registry/plugin-api/budget-api.ts';
export * as configuration from './registry/plugin-api/configuration-api.ts';
export * as readers from './registry/plugin-api/external-file-format-reader-api.ts';
export * as imports from './registry/plugin-api/external-measurement-import-api.ts';
export * as storage from './registry/plugin-api/file-storage-api.ts';
export * as git from './registry/plugin-api/git-api.ts';
export * as history from './registry/plugin-api/history-api.ts';
export * as measure from './registry/plugin-api/measurement-api.ts';
export * as metrics from './registry/plugin-api/metric-api.ts';
export * as processes from './registry/plugin-api/process-api.ts';
export * as pages from './registry/plugin-api/report-page-api.ts';
export * as display from './registry/plugin-api/report-text-format-api.ts';
export * as records from './registry/plugin-api/run-record-api.ts';
export * as web from './registry/plugin-api/web-server-api.ts';
export * as worktrees from './registry/plugin-api/worktree-api.ts';
export type { LongTool, Tool } from './registry/plugin-command-agent-tool-types.ts';
export type * as collections from './registry/stored-document-collection.ts';
export { collectFootnotes } from './reports/display-facts/collect-finding-footnotes.ts';
export type { Block, View } from './reports/format-independent-report-view.ts';
export { mapSummary } from './reports/views/profile/performance-map-blocks.ts';
export {
  profiledChange,
  seriesGraph,
} from './reports/views/profile-diff/changed-function-blocks.ts';
