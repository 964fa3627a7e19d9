import type { Host } from '../harness/host.ts';
import type { Scenario } from '../harness/model/scenario/scenario.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { Option } from './option.ts';

/** Files that an option of `init` has written in place of a first scenario. */
export interface InitFiles {
  /** Name of the option. */
  readonly name: string;
  readonly option: Option;
  /** @throws UserError where there is nothing to make them from. */
  make(request: InitRequest): Promise<MadeFiles>;
}

/** The project as it is configured. */
export interface InitRequest {
  readonly host: Host;
  readonly config: Config;
  readonly scenarios: readonly Scenario[];
}

/** Texts of files; a file that was changed by hand since is kept. */
export interface MadeFiles {
  /** Folder of the project that they lie in. */
  readonly folder: string;
  /** Paths from that folder. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Sentence about the files: `3 budgets are watched.` */
  readonly summary: string;
  /** Steps that are left to the user, a sentence or two each. */
  readonly next: readonly string[];
}
