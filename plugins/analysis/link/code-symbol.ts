/** A class of the project. */
export interface ClassPlace {
  readonly file: string;
  readonly name: string;
}

export interface FunctionSymbol {
  readonly type: 'function';
  readonly file: string;
  readonly local: number;
  /** Class that the method was looked up on, possibly a subclass of its own: the type of `Self`. */
  readonly on?: ClassPlace;
}

/** Entity that a name refers to. */
export type CodeSymbol =
  | FunctionSymbol
  | ({ readonly type: 'class' } & ClassPlace)
  | ({ readonly type: 'instance' } & ClassPlace)
  /** An object whose members are found by its name. */
  | ({ readonly type: 'object' } & ClassPlace)
  | { readonly type: 'module'; readonly file: string }
  /** A collection: `element` is its elements' symbol, `itself` the symbol its methods belong to. */
  | { readonly type: 'list'; readonly itself: CodeSymbol | null; readonly element: CodeSymbol }
  /** A member of an external package. */
  | {
      readonly type: 'package';
      readonly source: string;
      /** Full name without brackets: `requests.Session.get`. */
      readonly name: string;
      /** The only project function passed to the package to create this symbol. */
      readonly wraps?: FunctionSymbol;
      /** True for a project function's inferred result: named, but its calls are not followed. */
      readonly isReturned?: true;
    };
