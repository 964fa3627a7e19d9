/** What an audit measures with, which is loaded where one does. */
export { measureEvidence } from '../../api/evidence/measure-evidence.ts';
export { watchDatabase } from '../../api/evidence/watch-database.ts';
export { findScenarios } from '../../api/project/find-scenarios.ts';
export { onlyScenario } from '../../api/project/only-scenario.ts';
