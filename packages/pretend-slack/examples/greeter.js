import bolt from '@slack/bolt';

// An ordinary Bolt app: a command, a modal and a Home tab.

const plain = (text) => ({ type: 'plain_text', text });
const said = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** @param {ConstructorParameters<typeof bolt.App>[0]} options */
export function createGreeter(options) {
  const app = new bolt.App(options);
  const greeted = [];
  app.command('/greet', async ({ ack, body, client }) => {
    await ack();
    const element = { type: 'plain_text_input', action_id: 'name', max_length: 40 };
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'greet',
        title: plain('Greet somebody'),
        submit: plain('Greet'),
        blocks: [{ type: 'input', block_id: 'who', label: plain('Name'), element }],
      },
    });
  });
  app.view('greet', async ({ ack, view, client }) => {
    await ack();
    greeted.push(view.state.values.who.name.value);
    await client.chat.postMessage({ channel: 'C0GENERAL', text: `Hello, ${greeted.at(-1)}!` });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = [said(`Greeted so far: ${greeted.join(', ') || 'nobody'}`)];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  return app;
}
