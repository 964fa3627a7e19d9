/** Public entry for other plugins. */
export { checkChanges } from './command/check-changes.ts';
export { applyById } from './command/codemod-applier.ts';
export { composeWorkers } from './command/compose-workers.ts';
export { type ProgramFlags, programsOf } from './command/program-options.ts';
