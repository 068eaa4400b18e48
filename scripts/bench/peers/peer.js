/**
 * Something that invites people, to be compared with others.
 * @typedef {object} Peer
 * @property {(caller: number, email: string) => Promise<void>} create Invites a new address, for one of so many callers.
 * @property {() => Promise<void>} clear Forgets all invitations.
 * @property {() => Promise<void>} stop
 */

export {};
