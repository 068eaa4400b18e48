# The app on its own: no build tools, no development packages, not root. Built, looked through and run, without a
# Docker engine, by scripts/prove-image.js.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The pretend Slack, a package of its own beside the app, is for trying it out.
RUN npm pkg delete workspaces devDependencies.pretend-slack
RUN npm ci
COPY . ./
RUN npm run build

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without this, npm keeps Prisma's command line, as a library names it as an optional companion.
RUN npm pkg delete devDependencies workspaces
RUN npm ci --omit=dev --ignore-scripts
# What never runs: types, and Prisma's compilers for other databases, which are a third of it all.
RUN rm -r node_modules/@types && \
  find node_modules/@prisma/client/runtime -name 'query_compiler_*' ! -name 'query_compiler_fast_bg.postgresql.*' -delete

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json manifest.yml ./
COPY prisma/migrations ./prisma/migrations
# For operators: node scripts/deliveries.js and the like.
COPY scripts/db-backup.js scripts/db-restore.js scripts/deliveries.js scripts/env-file.js scripts/operator.js scripts/prepare.js scripts/tool-keys.js ./scripts/
# The embedded database; unused with DATABASE_URL.
RUN install -d -m 700 -o 1000 -g 1000 data
VOLUME /app/data
# The image's account "node".
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, and no npm in between, so that a signal to stop reaches the app.
CMD ["node", "dist/main.js"]
