/** Tracker receiving the audit task; nothing is sent without a token in the environment. */
export type AuditTracker =
  | {
      readonly type: 'linear';
      /** URL of the GraphQL API. Default: that of Linear. */
      readonly url?: string;
      /** The environment variable with the token. */
      readonly token: string;
    }
  | {
      readonly type: 'github';
      /** `owner/name`. */
      readonly repository: string;
      /** URL of the API. Default: that of github.com. */
      readonly url?: string;
      /** The environment variable with the token. */
      readonly token: string;
    };

/** Options in the section `audit` of a configuration. */
export interface AuditDefinition {
  /** Globs of excluded files, in place of tests and their setup files. */
  readonly exclude?: readonly string[];
  /** Tracker for the audit task. `token` names a variable: `LINEAR_API_KEY` or `GITHUB_TOKEN`. */
  readonly tracker?:
    | (Omit<Extract<AuditTracker, { type: 'linear' }>, 'token'> & { readonly token?: string })
    | (Omit<Extract<AuditTracker, { type: 'github' }>, 'token'> & { readonly token?: string });
}
