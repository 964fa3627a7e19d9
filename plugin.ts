/**
 * The plugin interface: what a plugin brings, and what it may ask of the core. Plugins import
 * nothing else of perf-harness, and each other only through public entries.
 *
 * @packageDocumentation
 */

export { ownProgram } from './cli/own-program.ts';
export type { Files } from './harness/host/files.ts';
export { programOnPath } from './harness/host/program-on-path.ts';
export { stampOfSources } from './harness/host/stamp-sources.ts';
export type { Host } from './harness/host.ts';
export { harnessVersion } from './harness/machine/harness-version.ts';
export { coreSchemas } from './harness/model/documents/core-schemas.ts';
export type { ComparisonReport } from './harness/model/documents/comparison-document.ts';
export type { PerformanceMap } from './harness/model/documents/performance-map.ts';
export { EXIT, type ExitCode } from './harness/model/exit-code.ts';
export type { Finding } from './harness/model/finding.ts';
export type { ScenarioEvidence } from './harness/model/program/scenario-evidence.ts';
export type { Budget } from './harness/model/scenario/budget.ts';
export { didYouMean } from './harness/model/scenario/nearest-word.ts';
export type { Scenario } from './harness/model/scenario/scenario.ts';
export { shellWords } from './harness/model/shell-quote.ts';
export { shortCommit } from './harness/model/short-commit.ts';
export { slashed } from './harness/model/normalise-path.ts';
export { UserError } from './harness/model/user-error.ts';
export { badOption } from './harness/model/value/bad-option.ts';
export { readDuration } from './harness/model/value/read-duration.ts';
export { momentOf, readMoment } from './harness/model/value/moment.ts';
export type { Config } from './harness/scenario/config.ts';
export { findChangePoints } from './harness/stats/change-points/find-change-points.ts';
export * as budgets from './registry/budgets.ts';
export type * as collections from './registry/collection.ts';
export type { Call, Command, CommandContext, Outcome } from './registry/command.ts';
export * as configuration from './registry/configuration.ts';
export * as display from './registry/display.ts';
export * as git from './registry/git.ts';
export * as history from './registry/history.ts';
export * as imports from './registry/imports.ts';
export * as measure from './registry/measure.ts';
export * as metrics from './registry/metrics.ts';
export type { Flags } from './registry/option.ts';
export * as pages from './registry/pages.ts';
export type { InitRequest, MadeFiles } from './registry/plugin.ts';
export { definePlugin, type Plugin } from './registry/plugin.ts';
export * as processes from './registry/processes.ts';
export * as readers from './registry/readers.ts';
export * as records from './registry/records.ts';
export * as storage from './registry/storage.ts';
export type { LongTool, Tool } from './registry/tool.ts';
export * as tools from './registry/tools.ts';
export * as web from './registry/web.ts';
export * as worktrees from './registry/worktrees.ts';
export { collectFootnotes } from './reports/facts/footnotes.ts';
export type { Block, View } from './reports/view.ts';
export { profiledChange, seriesGraph } from './reports/views/difference/profiled-change.ts';
export { mapSummary } from './reports/views/profile/map-blocks.ts';
