export interface CodeService {
  /** Folder relative to the root, with `/`; `.` for the root itself. */
  readonly path: string;
  /** Source from which the service is known. */
  readonly from: 'submodule' | 'folder' | 'compose' | 'workspace';
  /** Names that others reach it by, without and with its ports: `users`, `users:3000`, `localhost:8080`. */
  readonly hosts: ReadonlySet<string>;
}

/** Services of a project, by name. */
export interface ServiceTopology {
  readonly services: ReadonlyMap<string, CodeService>;
  /** Programs from images that run with the services, without project code: databases, caches. */
  readonly external: ReadonlyMap<string, { readonly image: string }>;
}
