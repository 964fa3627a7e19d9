/** Who gets the task of an audit; nothing is sent without a token in the environment. */
export type AuditTracker =
  | {
      readonly type: 'linear';
      /** Of its GraphQL interface. Default: that of Linear. */
      readonly url?: string;
      /** The environment variable with the token. */
      readonly token: string;
    }
  | {
      readonly type: 'github';
      /** `owner/name`. */
      readonly repository: string;
      /** Of its interface. Default: that of github.com. */
      readonly url?: string;
      /** The environment variable with the token. */
      readonly token: string;
    };

/** What `audit` of a configuration takes. */
export interface AuditDefinition {
  /** Globs of files in which nothing is looked for, in place of tests and what sets them up. */
  readonly exclude?: readonly string[];
  /** Where the task of an audit is made. `token` names a variable: `LINEAR_API_KEY` or `GITHUB_TOKEN`. */
  readonly tracker?:
    | (Omit<Extract<AuditTracker, { type: 'linear' }>, 'token'> & { readonly token?: string })
    | (Omit<Extract<AuditTracker, { type: 'github' }>, 'token'> & { readonly token?: string });
}
