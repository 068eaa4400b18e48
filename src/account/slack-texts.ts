/** Whether somebody signs in with Slack. */
export const slackTexts = {
  title: 'Slack',
  why: 'Connect your Slack, and you can sign in with it: no password to type.',
  connect: 'Connect Slack',
  connected: <Piece>(workspace: Piece, since: Piece) => [
    'You can sign in with your Slack account in ',
    workspace,
    '. Connected on ',
    since,
    '.',
  ],
  disconnect: 'Disconnect Slack',
  onlyWay: "Slack is your only way in, so it can't be disconnected. Choose a password below first.",
};
