/** All that the command line needs of a team that has begun, loaded at once. */
export { aggregateOf } from './coordinate/aggregate.ts';
export { answer, finish, lookAt, orderFrom, type Said, takeUp } from './follow-up.ts';
export { statusText } from './pages/status-text.ts';
export type { Order } from './session/event.ts';
export { DIMENSIONS } from './session/verdicts.ts';
