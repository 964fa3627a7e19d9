/** All that the command line needs of a team that has begun, loaded at once. */
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
export { CHOICES } from './session/decision.ts';
export type { Order, Order } from './session/event.ts';
export { DIMENSIONS } from './session/verdicts.ts';
export { isCoordinated } from './store/hold.ts';
