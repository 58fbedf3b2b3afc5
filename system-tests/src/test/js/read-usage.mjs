// Reads a topic from its beginning on and prints each record as a line of JSON, until it is stopped.
// usage: node read-usage.mjs BROKERS REGISTRY TOPIC
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { Kafka, logLevel } from 'kafkajs'

const [brokers, host, topic] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'analyst', brokers: brokers.split(','), logLevel: logLevel.ERROR })
const registry = new SchemaRegistry({ host })
const consumer = kafka.consumer({ groupId: `analyst-of-${topic}` })

process.once('SIGTERM', async () => {
  await consumer.disconnect()
  process.exit(0)
})

await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message }) => {
    const usage = await registry.decode(message.value)
    console.log(JSON.stringify({ key: message.key.toString(), usage }))
  }
})
