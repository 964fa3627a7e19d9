/** All that the command line needs of a team that has begun, loaded at once. */
export { combinationText } from './combine/combination-document.ts';
export { combine } from './combine/combine.ts';
export { aggregateOf } from './coordinate/aggregate.ts';
export {
  answer,
  type FoundSession,
  finish,
  lookAt,
  orderFrom,
  type Said,
  takeUp,
} from './follow-up.ts';
export { collectReport } from './pages/collect-report.ts';
export { statusText } from './pages/status-text.ts';
export { resumeTeam, runTeam, type TeamEnd, type TeamRunParts } from './run-team.ts';
export { CHOICES } from './session/decision.ts';
export type { Order } from './session/event.ts';
export { DIMENSIONS } from './session/verdicts.ts';
export { isCoordinated } from './store/hold.ts';
export { doTask } from './workers/do-task.ts';
