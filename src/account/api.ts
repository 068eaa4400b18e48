export { makeAvatar } from './avatar-picture.ts';
