import { type Person, personIn } from 'pretend-slack/driver';
import { secrets } from './credentials.ts';
import type { World } from './world.ts';

/** The app's scopes in a team that has left out all that it may. */
export const neededAlone = {
  ...secrets,
  scopes: [
    'commands',
    'chat:write',
    'chat:write.public',
    'links:read',
    'links:write',
    'users:read',
    'users:read.email',
  ],
};

/** Opens the form for lists from Home. */
export async function openListForm(
  { slack }: Pick<World, 'slack'>,
  user = 'U0ADAM',
): Promise<Person> {
  const person = personIn(slack, user);
  await person.opensHome();
  await person.presses('Invite many', { in: 'home' });
  await person.waitsFor('modal', 'Names and email addresses');
  return person;
}
