# docker build -t zhibu .
# docker run -p 127.0.0.1:8787:8787 -v zhibu-data:/data zhibu
FROM node:24-slim AS build
WORKDIR /app
COPY . .
RUN npm ci

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0 PORT=8787
WORKDIR /app
COPY package.json package-lock.json ./
# Empty packages in the place of three that are left out on purpose, see vendor/unused.
COPY vendor ./vendor
# Only what runs: what is built comes from the stage above, the database driver brings its own binaries, and the
# Prisma command line, an optional peer of its client, would add 250 MB.
RUN npm ci --omit=dev --omit=optional --omit=peer --ignore-scripts && npm cache clean --force
COPY bin ./bin
COPY scripts/fresh.mjs ./scripts/fresh.mjs
COPY --from=build /app/dist ./dist
COPY prisma/sqlite/migrations ./prisma/sqlite/migrations
COPY prisma/postgres/migrations ./prisma/postgres/migrations
# What it answers to 党员大会怎么开 and the like.
COPY docs/使用说明 ./docs/使用说明
# The image's ordinary user has the number 1000; a mounted folder must be writable for it.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8787
# Whether it lives: where it does not, a new start helps. Whether it can do its work now is /ready.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1, so that `docker stop` reaches the program and it can finish what it is doing.
ENTRYPOINT ["node", "bin/zhibu.mjs"]
CMD ["start"]
