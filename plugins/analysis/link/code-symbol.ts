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

/** Entity that a name refers to. */
export type CodeSymbol =
  | FunctionSymbol
  | ({ readonly type: 'class' } & ClassPlace)
  | ({ readonly type: 'instance' } & ClassPlace)
  /** An object whose members are known by its name. */
  | ({ readonly type: 'object' } & ClassPlace)
  | { readonly type: 'module'; readonly file: string }
  /**
   * A collection: `element` is the symbol of its elements, `itself` the symbol that its methods
   * belong to.
   */
  | { readonly type: 'list'; readonly itself: CodeSymbol | null; readonly element: CodeSymbol }
  /** Something of a package that is not of the project. */
  | {
      readonly type: 'package';
      readonly source: string;
      /** Full name without brackets: `requests.Session.get`. */
      readonly name: string;
      /** The only project function passed to the package to create this symbol. */
      readonly wraps?: FunctionSymbol;
      /** A function of the project returns it without saying so: it has a name, and its calls are not followed. */
      readonly isReturned?: true;
    };
