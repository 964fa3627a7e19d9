/** Variables of an environment; those that are undefined are not there. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A call of `spawn` of Node.js. */
export interface StartCall {
  readonly file: string;
  readonly args: readonly string[];
  /** The arguments are handed on as they are, since they are quoted for whoever reads them. */
  readonly isVerbatim: boolean;
}

/** How the platform finds and starts programs. */
export interface Programs {
  /** The environment with `PATH` under that name, which Windows writes as it likes. */
  readonly variables: (env: Environment) => Environment;
  /** Paths at which a program may lie, in the order in which they are looked at. */
  readonly candidates: (name: string, cwd: string, env: Environment) => readonly string[];
  /** The file of a program that is kept under this name: Windows wants an ending. */
  readonly fileName: (name: string) => string;
  /** What reads text for a shell. */
  readonly shell: (text: string) => readonly [file: string, ...args: string[]];
  /** How a program is started that was named as in a shell; what is not found is left as it is. */
  readonly toStart: (
    file: string,
    args: readonly string[],
    place: { readonly cwd: string; readonly env: Environment },
  ) => StartCall;
}
