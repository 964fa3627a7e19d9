/**
 * The public entry: what scenario files, configs, plugins and programs import.
 *
 * @packageDocumentation
 */
export * from './harness/model/assert-never.ts';
export type * from './harness/model/definition.ts';
export { defineConfig, defineScenario } from './harness/scenario/define.ts';
