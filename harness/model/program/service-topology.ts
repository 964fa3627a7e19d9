/** A service whose code is in the project. */
export interface CodeService {
  /** Folder from the root, with `/`; `.` for the root itself. */
  readonly path: string;
  /** What told of it. */
  readonly from: 'submodule' | 'folder' | 'compose' | 'workspace';
  /** Names that others reach it by, without and with its ports: `users`, `users:3000`, `localhost:8080`. */
  readonly hosts: ReadonlySet<string>;
}

/** Services of a project, by name. */
export interface ServiceTopology {
  readonly services: ReadonlyMap<string, CodeService>;
  /** What runs beside them from an image, whose code is not there: databases, caches. */
  readonly external: ReadonlyMap<string, { readonly image: string }>;
}
