import type { ProcessSpec } from '../../host/process/open-process.ts';
import { startOf } from '../../host/process/start-of.ts';
import type { ScenarioBase, ServerSettings } from '../../model/scenario/scenario.ts';
import { seedFlags, withNodeFlags } from '../node/node-call.ts';
import { loaderFlags } from '../node/with-loader.ts';

/** A scenario that brings its server. */
export type ServedScenario = Pick<ScenarioBase, 'env' | 'metrics'> & {
  readonly server: ServerSettings;
};

/** What is added to the environment of the server. */
export type ServerVariables = Readonly<Record<string, string>>;

/**
 * How the server is started. It is told to listen on a port of loopback; where it is Node.js that
 * is called directly, V8 gets the seeds of the trial, which both sides of a pair share.
 */
export function serverSpec(
  { env, server }: ServedScenario,
  port: number,
  seed: number,
  variables: ServerVariables,
): ProcessSpec {
  return {
    ...startOf(withNodeFlags(server.command, [...seedFlags(seed), ...loaderFlags(server)])),
    cwd: server.cwd,
    env: { ...env, HOST: '127.0.0.1', PORT: String(port), ...server.env, ...variables },
  };
}

/** `NODE_OPTIONS` as the server gets it before anything is added. */
export function nodeOptionsOf(
  { env, server }: ServedScenario,
  inherited: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return server.env.NODE_OPTIONS ?? env.NODE_OPTIONS ?? inherited.NODE_OPTIONS;
}
