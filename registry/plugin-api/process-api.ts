/** Processes of a plugin's own, and of programs that it starts. */
export {
  loaderFlags,
  transformerFlags,
} from '../../harness/executors/node/add-node-source-transform-loader.ts';
export {
  type ConcurrencyLimit,
  createConcurrencyLimit,
  QueueFullError,
} from '../../harness/host/concurrency-limit.ts';
export type { ExecResult } from '../../harness/host/process/process-runner.ts';
export type { TreeLimits } from '../../harness/host/process/process-tree-limits.ts';
export { childModule } from '../../harness/host/process/resolve-child-module-path.ts';
export {
  type Launch,
  lastOutputLine,
  runOwnProcess,
} from '../../harness/host/process/run-harness-subprocess.ts';
export { createHost } from '../../harness/host.ts';
export { condenseOutput } from '../../harness/model/program/condense-log-messages.ts';
