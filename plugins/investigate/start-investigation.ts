/** All that the command line needs of investigations, loaded at once. */
export { readDeployments } from './code/read-deployments.ts';
export { openRepository } from './code/read-repository.ts';
export { investigate } from './investigate.ts';
export { keepInvestigation } from './outputs/keep-investigation.ts';
export type { AccessFormat } from './read/access-format.ts';
export { compileLogFormat, formatsOfConfiguration } from './read/log-formats.ts';
export type { ReadingEvent } from './read/read-observed.ts';
