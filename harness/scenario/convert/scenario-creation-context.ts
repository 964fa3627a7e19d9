import type { Config } from '../project-config.ts';
import type { PlainValue } from '../schema/serialisable-user-value.ts';

/** Inputs for making scenarios, apart from their definition. */
export interface ScenarioContext {
  readonly config: Config;
  /** Remote hosts to which load may be sent. */
  readonly allowRemote: readonly string[];
  /** The k6 that the user named. */
  readonly k6Path?: string | null | undefined;
}

/** Origin of a definition. */
export interface DefinitionSource {
  /** Absolute path of its module; null for the ad-hoc forms of the command line. */
  readonly file: string | null;
  /** As it was exported. */
  readonly raw: PlainValue;
}

/** Called with the problem in the value of a key. */
export type OnMistake = (path: string, problem: string) => void;
