"""Twilio's Programmable Voice: its REST interface, its webhooks and its sockets."""
