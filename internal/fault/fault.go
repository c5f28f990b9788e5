// Package fault names the places where a crash would hurt most, so that tests can
// make one happen there. In a build without the tag `fault` a point is nothing.
package fault
