/** A class of the project. */
export interface ClassPlace {
  readonly file: string;
  readonly name: string;
}

export interface FunctionSymbol {
  readonly type: 'function';
  readonly file: string;
  readonly local: number;
  /** Class that it was looked up on, which may be one below its own: what `Self` is. */
  readonly on?: ClassPlace;
}

/** What a name stands for. */
export type CodeSymbol =
  | FunctionSymbol
  | ({ readonly type: 'class' } & ClassPlace)
  | ({ readonly type: 'instance' } & ClassPlace)
  /** An object whose members are known by its name. */
  | ({ readonly type: 'object' } & ClassPlace)
  | { readonly type: 'module'; readonly file: string }
  /** What one goes through: `element` is each of its elements, `itself` what its methods are of. */
  | { readonly type: 'list'; readonly itself: CodeSymbol | null; readonly element: CodeSymbol }
  /** Something of a package that is not of the project. */
  | {
      readonly type: 'package';
      readonly source: string;
      /** Full name without brackets: `requests.Session.get`. */
      readonly name: string;
      /** The only function of the project that the package was handed to make this of it. */
      readonly wraps?: FunctionSymbol;
      /** A function of the project returns it without saying so: it has a name, and its calls are not followed. */
      readonly isReturned?: true;
    };
