declare const brand: unique symbol;

/** A row's id (UUID) that can't be mixed up with another table's. */
type Id<Name extends string> = string & { readonly [brand]: Name };

export type WorkspaceId = Id<'workspace'>;
export type MemberId = Id<'member'>;
export type InvitationId = Id<'invitation'>;
export type DeliveryId = Id<'delivery'>;
export type ImportId = Id<'import'>;
export type RequestId = Id<'request'>;
export type ToolId = Id<'tool'>;
export type ToolSignInId = Id<'tool sign-in'>;
export type AuditEntryId = Id<'audit entry'>;
export type AccountEventId = Id<'account event'>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads a member's id that came from outside; undefined when it can't be one. */
export function parseMemberId(value: unknown): MemberId | undefined {
  return typeof value === 'string' && uuid.test(value) ? (value as MemberId) : undefined;
}

/** Reads an invitation's id that came from outside; undefined when it can't be one. */
export function parseInvitationId(value: unknown): InvitationId | undefined {
  return typeof value === 'string' && uuid.test(value) ? (value as InvitationId) : undefined;
}

/** Reads an import's id that came from outside; undefined when it can't be one. */
export function parseImportId(value: unknown): ImportId | undefined {
  return typeof value === 'string' && uuid.test(value) ? (value as ImportId) : undefined;
}

/** Reads a request's id that came from outside; undefined when it can't be one. */
export function parseRequestId(value: unknown): RequestId | undefined {
  return typeof value === 'string' && uuid.test(value) ? (value as RequestId) : undefined;
}

/** Reads a tool's id that came from outside; undefined when it can't be one. */
export function parseToolId(value: unknown): ToolId | undefined {
  return typeof value === 'string' && uuid.test(value) ? (value as ToolId) : undefined;
}

/** Reads the id of a sign-in to a tool that came from outside; undefined when it can't be one. */
export function parseToolSignInId(value: unknown): ToolSignInId | undefined {
  return typeof value === 'string' && uuid.test(value) ? (value as ToolSignInId) : undefined;
}

/** Reads a workspace's id that came from outside; undefined when it can't be one. */
export function parseWorkspaceId(value: unknown): WorkspaceId | undefined {
  return typeof value === 'string' && uuid.test(value) ? (value as WorkspaceId) : undefined;
}

/** The 16 bytes of an id. */
export function bytesOfId(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** An id from its 16 bytes, which may be anybody's. */
export function idOfBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
